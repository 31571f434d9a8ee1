using System.Text.RegularExpressions;

namespace BackgroundAgent.Contracts.Secrets;

/// <summary>
/// The forms of secrets, for the guard that looks at patches and for redaction. Prefixes and lengths are those that the issuers publish.
/// </summary>
public static class SecretPatterns
{
    /// <summary>A key block is one match from its first to its last line.</summary>
    public static SecretPattern PrivateKey { get; } = Of("private-key", "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]*-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\\s]*)?", 0, "private key");

    /// <summary>Issued tokens with a form of their own.</summary>
    public static IReadOnlyList<SecretPattern> Issued { get; } =
    [
        PrivateKey,
        Of("github-token", @"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})", 3, "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        Of("gitlab-token", @"\bgl(?:pat|ptt|dt|rt|cbt|ft|soat)-[A-Za-z0-9_\-]{20,}", 3, "glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glft-", "glsoat-"),
        Of("aws-access-key-id", @"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b", 3, "akia", "asia", "abia", "acca"),
        Of("aws-secret-key", @"(?i:aws[a-z0-9_ .\-]{0,20}(?:secret|sk)[a-z0-9_ .\-]{0,20})['""]?\s{0,4}[=:]\s{0,4}['""]?(?<value>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)", 4, new SecretMark("aws", MarkFollower.AssignedKey)),
        Of("azure-storage-key", @"(?i:AccountKey)\s{0,3}=\s{0,3}(?<value>[A-Za-z0-9+/]{80,}={0,2})", 4, "accountkey"),
        Of("azure-sas", @"[?&]sig=(?<value>[A-Za-z0-9%]{40,})", 3.5, "sig="),
        Of("google-api-key", @"\bAIza[0-9A-Za-z_\-]{35}", 3, "aiza"),
        Of("google-oauth", @"\bya29\.[0-9A-Za-z_\-]{20,}", 3, "ya29."),
        Of("slack-token", @"\bxox[abeoprs]-[A-Za-z0-9\-]{10,}", 2.5, "xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"),
        Of("slack-webhook", @"https://hooks\.slack\.com/(?:services|workflows|triggers)/(?<value>[A-Za-z0-9/_]{20,})", 3, "hooks.slack.com"),
        Of("discord-webhook", @"https://discord(?:app)?\.com/api/webhooks/[0-9]{15,}/(?<value>[A-Za-z0-9_\-]{40,})", 3, "/api/webhooks/"),
        Of("telegram-bot", @"\b[0-9]{8,10}:AA[A-Za-z0-9_\-]{33}", 3, ":aa"),
        Of("stripe-key", @"\b[rs]k_live_[0-9A-Za-z]{20,}", 3, "k_live_"),
        Of("openai-key", @"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_\-]{32,}", 3.5, new SecretMark("sk-", MarkFollower.LongWord)),
        Of("anthropic-key", @"\bsk-ant-[A-Za-z0-9_\-]{24,}", 3, "sk-ant-"),
        Of("huggingface-token", @"\bhf_[A-Za-z0-9]{34,}", 3, "hf_"),
        Of("npm-token", @"\bnpm_[A-Za-z0-9]{36}\b", 3, "npm_"),
        Of("npm-auth", @"(?i::_(?:authToken|auth|password))\s{0,3}=\s{0,3}(?<value>[A-Za-z0-9+/=_.\-]{12,})", 3, ":_auth", ":_password"),
        Of("pypi-token", @"\bpypi-AgE[A-Za-z0-9_\-]{40,}", 3, "pypi-age"),
        Of("nuget-key", @"\boy2[a-z0-9]{43}\b", 3, "oy2"),
        Of("rubygems-key", @"\brubygems_[0-9a-f]{48}", 3, "rubygems_"),
        Of("docker-token", @"\bdckr_(?:pat|oat)_[A-Za-z0-9_\-]{20,}", 3, "dckr_"),
        Of("digitalocean-token", @"\bdo[opr]_v1_[0-9a-f]{64}", 3, "_v1_"),
        Of("sendgrid-key", @"\bSG\.[A-Za-z0-9_\-]{16,24}\.[A-Za-z0-9_\-]{30,}", 3, "sg."),
        Of("twilio-key", @"\bSK[0-9a-f]{32}\b", 3, Array.ConvertAll("0123456789abcdef".ToCharArray(), digit => new SecretMark("sk" + digit, MarkFollower.LongWord))),
        Of("shopify-token", @"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", 3, "shpat_", "shpca_", "shppa_", "shpss_"),
        Of("vault-token", @"\bhv[sb]\.[A-Za-z0-9_\-]{24,}", 3, "hvs.", "hvb."),
        Of("databricks-token", @"\bdapi[0-9a-f]{32}\b", 3, "dapi"),
        Of("postman-key", @"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}", 3, "pmak-"),
        Of("linear-key", @"\blin_api_[A-Za-z0-9]{40}", 3, "lin_api_"),
        Of("atlassian-token", @"\bATATT3[A-Za-z0-9_\-=]{60,}", 3, "atatt3"),
        Of("age-key", @"\bAGE-SECRET-KEY-1[0-9A-Z]{58}", 3, "age-secret-key-1"),
        Of("json-web-token", @"\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}", 3, "eyj"),
        Of("url-password", @"\b[a-zA-Z][a-zA-Z0-9+.\-]{1,20}://[^\s:/@'""<>{}]{0,100}:(?<value>[^\s/@'""<>{}$]{4,200})@[A-Za-z0-9\[]", 2, UserInfo) with { Scan = ScannedForms.UrlPassword },
    ];

    /// <summary>A quoted or bare value given to a name that promises a secret; found only when it is random enough.</summary>
    public static SecretPattern Assigned { get; } = Of(
        "assigned-secret",
        @"(?i:(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|auth[_\-]?key|credentials?|signing[_\-]?key|encryption[_\-]?key)[a-z0-9_\-]{0,20})['""]?\s{0,8}(?:=>|:=|[=:])\s{0,8}['""](?<value>[^'""\s]{12,200})['""]",
        3.3,
        Array.ConvertAll(
            new[] { "password", "passwd", "passphrase", "pwd", "secret", "token", "key", "credential" }, name => new SecretMark(name, MarkFollower.QuotedAssignment))) with
    { Scan = ScannedForms.AssignedValue };

    /// <summary>The same without quotes, as environment files and logs have it; and credentials of an HTTP request.</summary>
    public static IReadOnlyList<SecretPattern> Loose { get; } =
    [
        Of("named-value", @"(?i:[a-z0-9_\-]{0,40}(?:password|passwd|secret|token|api_?key|access_?key|private_?key)[a-z0-9_\-]{0,20})['""]?\s{0,2}[=:]\s{0,2}['""]?(?<value>[^\s'"",;&:][^\s'"",;&]{5,199})", 0,
            Assigning("password", "passwd", "secret", "token", "apikey", "api_key", "accesskey", "access_key", "privatekey", "private_key")) with { Scan = ScannedForms.NamedValue },
        Of("authorization", @"(?i:authorization['""]?\s{0,2}[:=]\s{0,2}['""]?(?:basic|bearer|token|apikey)?)\s{0,2}(?<value>[A-Za-z0-9+/=_.~\-]{6,})", 0, Assigning("authorization")),
        Of("bearer", @"\b(?i:bearer)\s+(?<value>[A-Za-z0-9+/=_.~\-]{16,})", 0, "bearer"),

        // A token in place of a user name.
        Of("url-user", @"://(?<value>[^\s:/@'""<>{}$]{16,200})@[A-Za-z0-9\[]", 0, UserInfo) with { Scan = ScannedForms.UrlUser },
    ];

    /// <summary>What a careful reader would call a secret; for guards. Placeholders and references to variables are not.</summary>
    public static IEnumerable<SecretMatch> Find(string text)
        => Issued.Append(Assigned)
            .SelectMany(pattern => Matches(pattern, text).Where(match => IsLikely(pattern, text.AsSpan(match.Index, match.Length))));

    /// <summary>Values of telling names in a file of settings, where nothing is in quotes; placeholders and references left out.</summary>
    public static IEnumerable<SecretMatch> FindNamed(string text)
        => Matches(Loose[0], text).Where(match => Placeholders.IsRealSetting(text.AsSpan(match.Index, match.Length)));

    /// <summary>Every match of a pattern, likely or not.</summary>
    public static IEnumerable<SecretMatch> Matches(SecretPattern pattern, string text)
    {
        for (var match = pattern.Form.Match(text); match.Success; match = match.NextMatch())
        {
            var value = match.Groups["value"];
            Capture secret = value.Success ? value : match;
            yield return new SecretMatch(pattern.Name, secret.Index, secret.Length);
        }
    }

    /// <summary>The same, in the quickest way there is.</summary>
    internal static IEnumerable<SecretMatch> Occurrences(SecretPattern pattern, string text)
    {
        if (pattern.Scan is not { } scan)
        {
            foreach (var match in Matches(pattern, text))
            {
                yield return match;
            }

            yield break;
        }

        for (var next = scan(text, 0); next is { } found; next = scan(text, found.Index + found.Length))
        {
            yield return new SecretMatch(pattern.Name, found.Index, found.Length);
        }
    }

    private static bool IsLikely(SecretPattern pattern, ReadOnlySpan<char> value)
        => pattern.MinEntropy == 0 || (Entropy.BitsPerCharacter(value) >= pattern.MinEntropy && !Placeholders.Match(pattern, value));

    private static SecretPattern Of(string name, string form, double entropy, params string[] marks)
        => Of(name, form, entropy, Array.ConvertAll(marks, mark => new SecretMark(mark)));

    private static SecretPattern Of(string name, string form, double entropy, params SecretMark[] marks) => new(name, form, entropy) { Marks = marks };

    private static SecretMark[] UserInfo => [new("://", MarkFollower.UserInfo)];

    private static SecretMark[] Assigning(params string[] names) => Array.ConvertAll(names, name => new SecretMark(name, MarkFollower.Assignment));
}
