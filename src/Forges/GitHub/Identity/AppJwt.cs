using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Identity;

/// <summary>
/// Signs the App's JSON web tokens: RS256, issued a minute ago against clocks that differ, valid for nine minutes of GitHub's ten
/// ("Generating a JSON Web Token (JWT) for a GitHub App").
/// </summary>
internal sealed class AppJwt(IOptions<GitHubOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Backdated = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(9);
    private static readonly string Header = Encode("""{"alg":"RS256","typ":"JWT"}""");

    public string Create()
    {
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["iat"] = (now - Backdated).ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime - Backdated).ToUnixTimeSeconds(),
            ["iss"] = options.Value.AppId!,
        };
        var text = $"{Header}.{Encode(JsonSerializer.Serialize(claims))}";
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(Pem());
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(ForgeFault.Unauthorized, $"GitHub: the App's private key cannot be read: {fault.Message}", fault);
        }

        var signature = key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Read anew each time, so that a rotated key is taken up without a restart.</summary>
    private string Pem() => options.Value.PrivateKey is { Length: > 0 } text ? text : File.ReadAllText(options.Value.PrivateKeyFile!);

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
