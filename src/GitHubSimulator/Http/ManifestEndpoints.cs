using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>
/// Makes the App from a manifest ("Registering a GitHub App from a manifest"): the page that a form is posted to, whose visitor agrees at once,
/// and the exchange of the code for the App's secrets, once within an hour.
/// </summary>
internal sealed class ManifestEndpoints(World world)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromHours(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/settings/apps/new", (Delegate)((HttpContext context) => RegisterAsync(context, null)));
        routes.MapPost("/organizations/{organization}/settings/apps/new", RegisterAsync);
        routes.MapPost(Conversions, (string code) => Convert(code));
    }

    /// <summary>Nobody signs in here: the code is the proof.</summary>
    public const string Conversions = "/api/v3/app-manifests/{code}/conversions";

    private async Task<IResult> RegisterAsync(HttpContext context, string? organization)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Read(form["manifest"].ToString()) is not { } manifest)
        {
            return Results.Text("Invalid GitHub App configuration", statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        using var key = RSA.Create(2048);
        var registration = new AppRegistration
        {
            Code = RandomNumberGenerator.GetHexString(40, lowercase: true),
            MadeAt = world.Now,
            Organization = organization,
            Name = manifest["name"]?.GetValue<string>() ?? "unnamed",
            PrivateKey = key.ExportRSAPrivateKeyPem(),
            WebhookSecret = manifest["hook_attributes"] is null ? null : RandomNumberGenerator.GetHexString(40, lowercase: true),
        };
        world.Register(registration, manifest, key.ExportRSAPublicKeyPem());
        var back = manifest["redirect_url"]!.GetValue<string>();
        return Results.Redirect($"{back}{(back.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={registration.Code}&state={Uri.EscapeDataString(context.Request.Query["state"].ToString())}");
    }

    /// <returns>Null: GitHub would not take it.</returns>
    private static JsonObject? Read(string text)
    {
        try
        {
            var manifest = JsonNode.Parse(text) as JsonObject;
            var isWhole = manifest is not null && IsAddress(manifest["url"]) && IsAddress(manifest["redirect_url"]) && manifest["default_permissions"] is JsonObject
                && (manifest["hook_attributes"] is null || IsAddress(manifest["hook_attributes"]!["url"]));
            return isWhole ? manifest : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsAddress(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && Uri.TryCreate(text, UriKind.Absolute, out _);

    private IResult Convert(string code)
    {
        if (world.TakeRegistration(code) is not { } made || world.Now - made.MadeAt > CodeLifetime)
        {
            return Answers.Missing();
        }

        var owner = made.Organization is { } organization ? world.AccountOf(organization, "Organization") : world.AccountOf("owner", "Organization");
        var app = AccountShapes.App(world, owner);
        app["name"] = made.Name;
        app["client_id"] = "Iv1.simulated";
        app["client_secret"] = RandomNumberGenerator.GetHexString(40, lowercase: true);
        app["webhook_secret"] = made.WebhookSecret;
        app["pem"] = made.PrivateKey;
        return Answers.Json(app, 201);
    }
}
