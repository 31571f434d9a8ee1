using Temporalio.Api.ErrorDetails.V1;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>Builds the gRPC errors of the server: a code, a message, and the detail message clients decode.</summary>
internal static class RpcErrors
{
    public const string DetailsTrailer = "grpc-status-details-bin";

    public static RpcException InvalidArgument(string message) => Plain(StatusCode.InvalidArgument, message);

    public static RpcException FailedPrecondition(string message) => Plain(StatusCode.FailedPrecondition, message);

    public static RpcException Unavailable(string message) => Plain(StatusCode.Unavailable, message);

    public static RpcException Unknown(string message) => Plain(StatusCode.Unknown, message);

    public static RpcException Unimplemented(string message) => Plain(StatusCode.Unimplemented, message);

    public static RpcException PermissionDenied(string message) =>
        WithDetail(StatusCode.PermissionDenied, message, new PermissionDeniedFailure());

    public static RpcException DeadlineExceeded(string message) => Plain(StatusCode.DeadlineExceeded, message);

    public static RpcException Aborted(string message) => Plain(StatusCode.Aborted, message);

    public static RpcException NotFound(string message) => WithDetail(StatusCode.NotFound, message, new NotFoundFailure());

    public static RpcException AlreadyExists(string message) => Plain(StatusCode.AlreadyExists, message);

    public static RpcException NotReady(string message) =>
        WithDetail(StatusCode.FailedPrecondition, message, new WorkflowNotReadyFailure());

    public static RpcException WorkflowCompleted() => NotFound("workflow execution already completed");

    public static RpcException WorkflowNotFound(string workflowId, string runId) => string.IsNullOrEmpty(runId)
        ? NotFound($"workflow not found for ID: {workflowId}")
        : NotFound($"workflow execution not found for workflow ID \"{workflowId}\" and run ID \"{runId}\"");

    public static RpcException NamespaceNotFound(string name) => WithDetail(
        StatusCode.NotFound, $"Namespace {name} is not found.", new NamespaceNotFoundFailure { Namespace = name });

    public static RpcException NewerBuildExists(string buildId) => WithDetail(
        StatusCode.OutOfRange, $"Task queue has a newer compatible build: \"{buildId}\"", new NewerBuildExistsFailure { DefaultBuildId = buildId });

    public static RpcException AlreadyStarted(string message, string requestId, string runId) => WithDetail(
        StatusCode.AlreadyExists,
        message,
        new WorkflowExecutionAlreadyStartedFailure { StartRequestId = requestId, RunId = runId });

    public static RpcException QueryFailed(string message, Failure? failure) => WithDetail(
        StatusCode.InvalidArgument, message, new QueryFailedFailure { Failure = failure });

    public static RpcException ResourceExhausted(string message, ResourceExhaustedCause cause) => WithDetail(
        StatusCode.ResourceExhausted,
        message,
        new ResourceExhaustedFailure { Cause = cause, Scope = ResourceExhaustedScope.Namespace });

    public static RpcException WithDetail(StatusCode code, string message, IMessage detail)
    {
        var status = new GrpcStatus { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(detail));
        return new RpcException(new Status(code, message), new Metadata { { DetailsTrailer, status.ToByteArray() } }, message);
    }

    private static RpcException Plain(StatusCode code, string message) => new(new Status(code, message), message);
}
