using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Http;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Finds out who calls: a token of a person or an installation, or the App's JWT.</summary>
internal sealed class Identify(World world)
{
    private const string Storage = "/storage";

    /// <summary>GitHub refuses a JWT that is valid for longer than this, and allows a minute of clocks that differ.</summary>
    private static readonly TimeSpan LongestJwt = TimeSpan.FromMinutes(10) + TimeSpan.FromMinutes(1);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (context.Request.Path.StartsWithSegments(Storage))
        {
            // The storage behind logs and artifacts is another party: a token must not be shown to it.
            if (authorization.Length > 0)
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "Only one auth mechanism is allowed.");
                return;
            }

            await next(context);
            return;
        }

        if (context.Request.Path.StartsWithSegments("/api/v3/app-manifests"))
        {
            // Whoever has the code has the App.
            context.Items[typeof(Caller)] = new Caller { Account = world.AccountOf("nobody"), Budget = "anonymous" };
            await next(context);
            return;
        }

        if (world.Faults.Status is { } fault)
        {
            await RefuseAsync(context, (int)fault, "refused by the simulator");
            return;
        }

        var caller = Token(authorization) is { } token ? world.CallerOf(token) ?? AppOf(token) : null;
        if (caller is null)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Bad credentials");
            return;
        }

        context.Items[typeof(Caller)] = caller;
        await next(context);
    }

    public static async Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new { message, documentation_url = "https://docs.github.com/rest", status = $"{status}" });
    }

    private static string? Token(string authorization)
    {
        var parts = authorization.Split(' ', 2);
        return parts.Length == 2 && parts[0].ToLowerInvariant() is "token" or "bearer" ? parts[1] : null;
    }

    private Caller? AppOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || world.AppPublicKey is not { } pem)
        {
            return null;
        }

        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(pem);
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            var header = JsonNode.Parse(Bytes(parts[0]))!;
            var claims = JsonNode.Parse(Bytes(parts[1]))!;
            var issued = DateTimeOffset.FromUnixTimeSeconds(claims["iat"]!.GetValue<long>());
            var expires = DateTimeOffset.FromUnixTimeSeconds(claims["exp"]!.GetValue<long>());
            var valid = header["alg"]!.GetValue<string>() == "RS256"
                && key.VerifyData(signed, Bytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                && claims["iss"]!.ToString() == SimulatorOptions.AppId.ToString()
                && issued <= world.Now && expires > world.Now && expires - issued <= LongestJwt;
            return valid ? new Caller { Account = world.Bot, IsApp = true, Budget = "app" } : null;
        }
        catch (Exception fault) when (fault is FormatException or System.Text.Json.JsonException or NullReferenceException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Bytes(string base64Url)
        => Convert.FromBase64String(base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '='));
}
