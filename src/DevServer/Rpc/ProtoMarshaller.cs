namespace BackgroundAgent.DevServer.Rpc;

/// <summary>Marshals protocol messages from and to the buffers of the transport.</summary>
internal static class ProtoMarshaller
{
    /// <summary>A null parser is for messages that are only written.</summary>
    public static Marshaller<T> For<T>(MessageParser<T>? parser)
        where T : class, IMessage<T> => Marshallers.Create(
            Serialize,
            context => (parser ?? throw new InvalidOperationException("write only")).ParseFrom(context.PayloadAsReadOnlySequence()));

    private static void Serialize<T>(T message, SerializationContext context)
        where T : class, IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
