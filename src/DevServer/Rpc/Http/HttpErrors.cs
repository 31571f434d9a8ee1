using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc.Http;

/// <summary>gRPC errors as the HTTP API shows them: google.rpc.Status in JSON, with the status code it maps to.</summary>
internal static class HttpErrors
{
    private static readonly JsonFormatter Formatter = new(new JsonFormatter.Settings(false, TypeRegistry.FromFiles(
        Temporalio.Api.ErrorDetails.V1.MessageReflection.Descriptor, Temporalio.Api.Failure.V1.MessageReflection.Descriptor)));

    public static string Body(RpcException error)
    {
        var bytes = error.Trailers.FirstOrDefault(t => t.Key == RpcErrors.DetailsTrailer)?.ValueBytes;
        var status = bytes is null
            ? new GrpcStatus { Code = (int)error.StatusCode, Message = error.Status.Detail }
            : GrpcStatus.Parser.ParseFrom(bytes);
        return Formatter.Format(status);
    }

    public static int StatusOf(StatusCode code) => code switch
    {
        StatusCode.OK => 200,
        StatusCode.Cancelled => 499,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.DeadlineExceeded => 504,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.PermissionDenied => 403,
        StatusCode.Unauthenticated => 401,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        _ => 500,
    };
}
