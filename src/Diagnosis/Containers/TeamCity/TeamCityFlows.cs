namespace BackgroundAgent.Diagnosis.Containers.TeamCity;

/// <summary>The open test suites of each flow. Tests that run at once report in flows of their own, which may have begun inside another.</summary>
internal sealed class TeamCityFlows
{
    private const int MaxFlows = 1000;
    private const int MaxDepth = 50;

    private readonly Dictionary<string, Flow> _flows = new(StringComparer.Ordinal);

    public void Start(string flow, string parent)
    {
        if (Of(flow) is { } child && parent != flow)
        {
            child.Parent = Of(parent);
        }
    }

    public void Finish(string flow) => _flows.Remove(flow);

    public void Enter(string flow, string suite)
    {
        if (Of(flow) is { Suites.Count: < MaxDepth } open)
        {
            open.Suites.Add(suite);
        }
    }

    public void Leave(string flow, string suite)
    {
        if (Of(flow) is { } open && open.Suites.FindLastIndex(name => name == suite) is var at and >= 0)
        {
            open.Suites.RemoveRange(at, open.Suites.Count - at);
        }
    }

    /// <summary>The innermost suite of the flow, or else of those it lies in.</summary>
    public string? Suite(string flow)
    {
        var depth = 0;
        for (var open = Of(flow); open is not null && depth < MaxDepth; open = open.Parent, depth++)
        {
            if (open.Suites.Count > 0)
            {
                return open.Suites[^1];
            }
        }

        return null;
    }

    private Flow? Of(string name)
    {
        if (!_flows.TryGetValue(name, out var flow) && _flows.Count < MaxFlows)
        {
            _flows.Add(name, flow = new Flow());
        }

        return flow;
    }

    private sealed class Flow
    {
        public List<string> Suites { get; } = [];

        public Flow? Parent { get; set; }
    }
}
