using System.Text.Json;
using BackgroundAgent.DevServer.Nexus.Wire;
using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Nexus.V1;
using Failure = Temporalio.Api.Failure.V1.Failure;

namespace BackgroundAgent.DevServer.Nexus.Tasks;

/// <summary>Reads what a worker answers. Older SDKs send Nexus failures, newer ones Temporal's.</summary>
internal sealed class WorkerAnswers(NexusLimits limits)
{
    /// <summary>Refuses an answer that could not be recorded.</summary>
    public void Check(Response? response)
    {
        if (response?.StartOperation?.AsyncSuccess is { } started)
        {
            var token = Token(started);
            if (token.Length == 0)
            {
                throw RpcErrors.InvalidArgument("missing opration token in response");
            }

            if (token.Length > limits.OperationToken)
            {
                throw RpcErrors.InvalidArgument($"operation token length exceeds allowed limit ({token.Length}/{limits.OperationToken})");
            }
        }

        CheckDetails(response?.StartOperation?.OperationError?.Failure);
    }

    public static void Check(RespondNexusTaskFailedRequest request)
    {
        if (request.Error is null && request.Failure is null)
        {
            throw RpcErrors.InvalidArgument("request must contain error or failure");
        }

        CheckDetails(request.Error?.Failure);
        if (request.Failure is { NexusHandlerFailureInfo: null })
        {
            throw RpcErrors.InvalidArgument("request Failure must contain error or failure with NexusHandlerFailureInfo");
        }
    }

    public static NexusAnswer Read(Response? response, bool cancel)
    {
        if (cancel && response is not null)
        {
            return new NexusAnswer.CancelAccepted();
        }

        switch (response?.StartOperation?.VariantCase)
        {
            case StartOperationResponse.VariantOneofCase.SyncSuccess:
                var done = response.StartOperation.SyncSuccess;
                return new NexusAnswer.Succeeded(done.Payload, NexusLinks.Read(done.Links));
            case StartOperationResponse.VariantOneofCase.AsyncSuccess:
                var started = response.StartOperation.AsyncSuccess;
                return new NexusAnswer.Started(Token(started), NexusLinks.Read(started.Links));
            case StartOperationResponse.VariantOneofCase.OperationError:
                var error = response.StartOperation.OperationError;
                return new NexusAnswer.Unsuccessful(ToTemporal(error.Failure), error.OperationState == "canceled");
            case StartOperationResponse.VariantOneofCase.Failure:
                var failure = response.StartOperation.Failure;
                return new NexusAnswer.Unsuccessful(failure, failure.CanceledFailureInfo is not null);
            default:
                return NexusAnswer.HandlerFailed.Of("INTERNAL", "empty outcome");
        }
    }

    public static NexusAnswer Read(RespondNexusTaskFailedRequest request) => new NexusAnswer.HandlerFailed(request.Error is { } error
        ? NexusFailures.Handler(error.ErrorType, "", error.RetryBehavior, ToTemporal(error.Failure))
        : request.Failure);

    private static Failure ToTemporal(Temporalio.Api.Nexus.V1.Failure? failure)
    {
        try
        {
            return NexusFailures.ToTemporal(failure ?? new Temporalio.Api.Nexus.V1.Failure());
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or JsonException or InvalidOperationException or FormatException)
        {
            return new Failure { Message = $"malformed failure of the handler: {e.Message}" };
        }
    }

    private static string Token(StartOperationResponse.Types.Async started) =>
        started.OperationToken.Length > 0 ? started.OperationToken : started.OperationId;

    private static void CheckDetails(Temporalio.Api.Nexus.V1.Failure? failure)
    {
        if (failure is null || failure.Details.IsEmpty)
        {
            return;
        }

        try
        {
            using var parsed = JsonDocument.Parse(failure.Details.Memory);
        }
        catch (JsonException)
        {
            throw RpcErrors.InvalidArgument("failure details must be JSON serializable");
        }
    }
}
