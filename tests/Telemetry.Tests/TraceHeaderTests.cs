using System.Diagnostics;
using BackgroundAgent.Telemetry.Tracing;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace BackgroundAgent.Telemetry.Tests;

public sealed class TraceHeaderTests
{
    private static readonly ActivityContext Context = new(
        ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"),
        ActivitySpanId.CreateFromString("b7ad6b7169203331"),
        ActivityTraceFlags.Recorded,
        "vendor=1");

    [Fact]
    public void Write_ThenRead_GivesTheContextBack()
    {
        var read = TraceHeader.Read(new Dictionary<string, Payload>(TraceHeader.Write(null, Context)!));

        Assert.Equal(Context.TraceId, read.TraceId);
        Assert.Equal(Context.SpanId, read.SpanId);
        Assert.Equal(Context.TraceFlags, read.TraceFlags);
        Assert.Equal("vendor=1", read.TraceState);
        Assert.True(read.IsRemote);
    }

    [Fact]
    public void Write_Context_IsAJsonMapInW3CForm()
    {
        var payload = TraceHeader.Write(null, Context)!["_tracer-data"];

        Assert.Equal("json/plain", payload.Metadata["encoding"].ToStringUtf8());
        Assert.Contains("\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"", payload.Data.ToStringUtf8());
    }

    [Fact]
    public void Write_OtherHeaders_AreKeptAndNotChanged()
    {
        var before = new Dictionary<string, Payload> { ["mine"] = new() };

        var after = TraceHeader.Write(before, Context)!;

        Assert.Equal(2, after.Count);
        Assert.Single(before);
    }

    [Fact]
    public void Write_NoContext_ChangesNothing() => Assert.Null(TraceHeader.Write(null, default));

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"traceparent\":\"00-zz-yy-01\"}")]
    [InlineData("[1,2]")]
    public void Read_Damaged_IsNoContext(string json)
    {
        var payload = new Payload { Data = ByteString.CopyFromUtf8(json) };
        payload.Metadata["encoding"] = ByteString.CopyFromUtf8("json/plain");

        Assert.Equal(default, TraceHeader.Read(new Dictionary<string, Payload> { [TraceHeader.Key] = payload }));
    }
}
