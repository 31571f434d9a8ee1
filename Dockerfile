# Images of the worker and the gateway:
#   docker build --target worker -t bgagent-worker .
#   docker build --target gateway -t bgagent-gateway .

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Worker -c Release -o /app/worker \
 && dotnet publish src/Gateway -c Release -o /app/gateway

# The SDK image, since upgrades of NuGet dependencies run `dotnet restore`; git, npm and bubblewrap for work trees, upgrades and isolation.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS worker
RUN apt-get update \
 && apt-get install -y --no-install-recommends git npm bubblewrap ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 bgagent \
 && install -d -o bgagent -g bgagent /data
COPY --from=build /app/worker /app
USER bgagent
ENV BGAGENT_Worker__DataDirectory=/data \
    BGAGENT_Worker__HealthPort=8081 \
    BGAGENT_Worker__HealthAddress=0.0.0.0
VOLUME /data
EXPOSE 8081
# Exec form: the worker itself gets SIGTERM and lets its activities heartbeat out.
ENTRYPOINT ["dotnet", "/app/BackgroundAgent.Worker.dll"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS gateway
COPY --from=build /app/gateway /app
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
ENTRYPOINT ["dotnet", "/app/BackgroundAgent.Gateway.dll"]
