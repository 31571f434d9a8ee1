namespace BackgroundAgent.Sandbox;

/// <summary>The part of our own environment that a program may see: what tools need to run, and nothing that is or may be a secret.</summary>
internal static class ChildEnvironment
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR",
        // where tools live
        "JAVA_HOME", "GOPATH", "GOROOT", "GOPROXY", "GOFLAGS", "CARGO_HOME", "RUSTUP_HOME", "NVM_DIR", "VOLTA_HOME", "PNPM_HOME",
        "PYENV_ROOT", "VIRTUAL_ENV", "GRADLE_USER_HOME", "MAVEN_OPTS", "ANDROID_HOME", "ANDROID_SDK_ROOT",
        "NODE_OPTIONS", "NODE_PATH", "NODE_EXTRA_CA_CERTS", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
        // how the network is reached
        "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO", "PIP_INDEX_URL", "PIP_CERT",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        // Windows
        "SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramFiles", "ProgramData",
        "PROCESSOR_ARCHITECTURE", "NUMBER_OF_PROCESSORS",
    };

    private static readonly string[] Prefixes =
        ["LC_", "XDG_", "DOTNET_", "NUGET_", "npm_config_", "NPM_CONFIG_", "COREPACK_", "SOURCE_DATE_"];

    private static readonly string[] SecretWords =
        ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY", "AUTH", "COOKIE"];

    public static Dictionary<string, string> Select(IEnumerable<KeyValuePair<string, string?>> own, IEnumerable<string> furtherAllowed)
    {
        var further = furtherAllowed.ToArray();
        var selected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in own)
        {
            if (value is not null && IsAllowed(name, further) && !LooksSecret(name) && !HasCredentials(value))
            {
                selected[name] = value;
            }
        }

        return selected;
    }

    private static bool IsAllowed(string name, string[] further)
        => Names.Contains(name)
            || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            || further.Any(rule => Matches(rule, name));

    private static bool Matches(string rule, string name)
        => rule.EndsWith('*') ? name.StartsWith(rule[..^1], StringComparison.Ordinal) : name == rule;

    private static bool LooksSecret(string name)
        => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A URL with a user name or password in it, such as a proxy's.</summary>
    private static bool HasCredentials(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return false;
        }

        var rest = value.AsSpan(scheme + 3);
        var end = rest.IndexOfAny('/', '?', '#');
        return (end < 0 ? rest : rest[..end]).Contains('@');
    }
}
