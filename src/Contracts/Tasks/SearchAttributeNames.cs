using Temporalio.Common;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>Custom search attributes of a task; each must exist on the namespace. Prefixed, since a cluster is shared.</summary>
public static class SearchAttributeNames
{
    public static readonly SearchAttributeKey<string> Repository = SearchAttributeKey.CreateKeyword("BgagentRepository");
    public static readonly SearchAttributeKey<string> Kind = SearchAttributeKey.CreateKeyword("BgagentKind");
    public static readonly SearchAttributeKey<string> State = SearchAttributeKey.CreateKeyword("BgagentState");
    public static readonly SearchAttributeKey<long> Attempt = SearchAttributeKey.CreateLong("BgagentAttempt");
    public static readonly SearchAttributeKey<string> Reason = SearchAttributeKey.CreateKeyword("BgagentReason");
}
