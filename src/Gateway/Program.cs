using BackgroundAgent.Gateway;
using BackgroundAgent.Telemetry;
using Temporalio.Client;
using Temporalio.Common.EnvConfig;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Services.AddTelemetry(builder.Configuration);
builder.Services.AddSingleton<ITemporalClient>(_ => TemporalClient.CreateLazy(ClientEnvConfig.LoadClientConnectOptions()));
builder.Services.AddGateway();

var app = builder.Build();
app.MapGateway();
await app.RunAsync();
return 0;
