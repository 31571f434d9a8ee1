using System.Text.RegularExpressions;

namespace BackgroundAgent.Contracts.Secrets;

/// <summary>
/// The forms of secrets, for the guard that looks at patches and for redaction. Prefixes and lengths are those that the issuers publish.
/// </summary>
public static class SecretPatterns
{
    /// <summary>A key block is one match from its first to its last line.</summary>
    public static SecretPattern PrivateKey { get; } = Of(
        "private-key", "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]*-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?");

    /// <summary>Issued tokens with a form of their own.</summary>
    public static IReadOnlyList<SecretPattern> Issued { get; } =
    [
        PrivateKey,
        Of("github-token", @"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})", 3),
        Of("gitlab-token", @"\bgl(?:pat|ptt|dt|rt|cbt|ft|soat)-[A-Za-z0-9_\-]{20,}", 3),
        Of("aws-access-key-id", @"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b", 3),
        Of("aws-secret-key", @"(?i:aws[a-z0-9_ .\-]{0,20}(?:secret|sk)[a-z0-9_ .\-]{0,20})['""]?\s{0,4}[=:]\s{0,4}['""]?(?<value>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)", 4),
        Of("azure-storage-key", @"(?i:AccountKey)\s{0,3}=\s{0,3}(?<value>[A-Za-z0-9+/]{80,}={0,2})", 4),
        Of("azure-sas", @"[?&]sig=(?<value>[A-Za-z0-9%]{40,})", 3.5),
        Of("google-api-key", @"\bAIza[0-9A-Za-z_\-]{35}", 3),
        Of("google-oauth", @"\bya29\.[0-9A-Za-z_\-]{20,}", 3),
        Of("slack-token", @"\bxox[abeoprs]-[A-Za-z0-9\-]{10,}", 2.5),
        Of("slack-webhook", @"https://hooks\.slack\.com/(?:services|workflows|triggers)/(?<value>[A-Za-z0-9/_]{20,})", 3),
        Of("discord-webhook", @"https://discord(?:app)?\.com/api/webhooks/[0-9]{15,}/(?<value>[A-Za-z0-9_\-]{40,})", 3),
        Of("telegram-bot", @"\b[0-9]{8,10}:AA[A-Za-z0-9_\-]{33}", 3),
        Of("stripe-key", @"\b[rs]k_live_[0-9A-Za-z]{20,}", 3),
        Of("openai-key", @"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_\-]{32,}", 3.5),
        Of("anthropic-key", @"\bsk-ant-[A-Za-z0-9_\-]{24,}", 3),
        Of("huggingface-token", @"\bhf_[A-Za-z0-9]{34,}", 3),
        Of("npm-token", @"\bnpm_[A-Za-z0-9]{36}\b", 3),
        Of("npm-auth", @"(?i::_(?:authToken|auth|password))\s{0,3}=\s{0,3}(?<value>[A-Za-z0-9+/=_.\-]{12,})", 3),
        Of("pypi-token", @"\bpypi-AgE[A-Za-z0-9_\-]{40,}", 3),
        Of("nuget-key", @"\boy2[a-z0-9]{43}\b", 3),
        Of("rubygems-key", @"\brubygems_[0-9a-f]{48}", 3),
        Of("docker-token", @"\bdckr_(?:pat|oat)_[A-Za-z0-9_\-]{20,}", 3),
        Of("digitalocean-token", @"\bdo[opr]_v1_[0-9a-f]{64}", 3),
        Of("sendgrid-key", @"\bSG\.[A-Za-z0-9_\-]{16,24}\.[A-Za-z0-9_\-]{30,}", 3),
        Of("twilio-key", @"\bSK[0-9a-f]{32}\b", 3),
        Of("shopify-token", @"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", 3),
        Of("vault-token", @"\bhv[sb]\.[A-Za-z0-9_\-]{24,}", 3),
        Of("databricks-token", @"\bdapi[0-9a-f]{32}\b", 3),
        Of("postman-key", @"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}", 3),
        Of("linear-key", @"\blin_api_[A-Za-z0-9]{40}", 3),
        Of("atlassian-token", @"\bATATT3[A-Za-z0-9_\-=]{60,}", 3),
        Of("age-key", @"\bAGE-SECRET-KEY-1[0-9A-Z]{58}", 3),
        Of("json-web-token", @"\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}", 3),
        Of("url-password", @"\b[a-zA-Z][a-zA-Z0-9+.\-]{1,20}://[^\s:/@'""<>{}]{0,100}:(?<value>[^\s/@'""<>{}$]{4,200})@[A-Za-z0-9\[]", 2),
    ];

    /// <summary>A quoted or bare value given to a name that promises a secret; found only when it is random enough.</summary>
    public static SecretPattern Assigned { get; } = Of(
        "assigned-secret",
        @"(?i:(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|auth[_\-]?key|credentials?|signing[_\-]?key|encryption[_\-]?key)[a-z0-9_\-]{0,20})['""]?\s{0,8}(?:=>|:=|[=:])\s{0,8}['""](?<value>[^'""\s]{12,200})['""]",
        3.3);

    /// <summary>The same without quotes, as environment files and logs have it; and credentials of an HTTP request.</summary>
    public static IReadOnlyList<SecretPattern> Loose { get; } =
    [
        Of("named-value", @"(?i:[a-z0-9_\-]{0,40}(?:password|passwd|secret|token|api_?key|access_?key|private_?key)[a-z0-9_\-]{0,20})['""]?\s{0,2}[=:]\s{0,2}['""]?(?<value>[^\s'"",;&]{6,200})"),
        Of("authorization", @"(?i:authorization['""]?\s{0,2}[:=]\s{0,2}['""]?(?:basic|bearer|token|apikey)?)\s{0,2}(?<value>[A-Za-z0-9+/=_.~\-]{6,})"),
        Of("bearer", @"\b(?i:bearer)\s+(?<value>[A-Za-z0-9+/=_.~\-]{16,})"),
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

    private static bool IsLikely(SecretPattern pattern, ReadOnlySpan<char> value)
        => pattern.MinEntropy == 0 || (Entropy.BitsPerCharacter(value) >= pattern.MinEntropy && !Placeholders.Match(pattern, value));

    private static SecretPattern Of(string name, string form, double entropy = 0)
        => new(name, new Regex(form, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), entropy);
}
