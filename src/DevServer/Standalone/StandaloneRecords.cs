using BackgroundAgent.DevServer.Engine;
using Temporalio.Api.Activity.V1;

namespace BackgroundAgent.DevServer.Standalone;

/// <summary>How a standalone activity lies in the store: protocol messages one after the other, each with its length.</summary>
internal static class StandaloneRecords
{
    public static byte[] Write(StandaloneActivity activity)
    {
        using var stream = new MemoryStream();
        Text(activity.Namespace);
        Text(activity.StartRequestId);
        Text(activity.CancelRequestId);
        Text(activity.TerminateRequestId);
        activity.AttemptScheduled.ToProto().WriteDelimitedTo(stream);
        activity.Info.WriteDelimitedTo(stream);
        (activity.Input ?? new Payloads()).WriteDelimitedTo(stream);
        (activity.Outcome ?? new ActivityExecutionOutcome()).WriteDelimitedTo(stream);
        Text(activity.CancelIdentity);
        return stream.ToArray();

        void Text(string value) => new StringValue { Value = value }.WriteDelimitedTo(stream);
    }

    public static StandaloneActivity Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var (@namespace, start, cancel, terminate) = (Text(), Text(), Text(), Text());
        var scheduled = Timestamp.Parser.ParseDelimitedFrom(stream).ToDateTimeOffset();
        var activity = new StandaloneActivity
        {
            Namespace = @namespace,
            StartRequestId = start,
            CancelRequestId = cancel,
            TerminateRequestId = terminate,
            AttemptScheduled = scheduled,
            Info = ActivityExecutionInfo.Parser.ParseDelimitedFrom(stream),
            Input = Payloads.Parser.ParseDelimitedFrom(stream),
        };
        activity.Restore(ActivityExecutionOutcome.Parser.ParseDelimitedFrom(stream));

        // Databases of before this was kept end here.
        activity.CancelIdentity = stream.Position < stream.Length ? Text() : "";
        return activity;

        string Text() => StringValue.Parser.ParseDelimitedFrom(stream).Value;
    }
}
