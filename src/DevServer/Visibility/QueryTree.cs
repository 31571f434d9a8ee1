namespace BackgroundAgent.DevServer.Visibility;

/// <summary>A parsed filter. Group is the attribute of GROUP BY, or null.</summary>
internal sealed record ParsedQuery(Condition? Where, string? Group);

internal abstract record Condition
{
    /// <summary>Every attribute the condition names.</summary>
    public abstract IEnumerable<string> Fields { get; }
}

internal sealed record AndCondition(Condition Left, Condition Right) : Condition
{
    public override IEnumerable<string> Fields => Left.Fields.Concat(Right.Fields);
}

internal sealed record OrCondition(Condition Left, Condition Right) : Condition
{
    public override IEnumerable<string> Fields => Left.Fields.Concat(Right.Fields);
}

internal sealed record NotCondition(Condition Inner) : Condition
{
    public override IEnumerable<string> Fields => Inner.Fields;
}

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    StartsWith,
    NotStartsWith,
}

internal sealed record CompareCondition(string Field, Comparison Comparison, object Value) : Condition
{
    public override IEnumerable<string> Fields => [Field];
}

internal sealed record BetweenCondition(string Field, object From, object To, bool Not) : Condition
{
    public override IEnumerable<string> Fields => [Field];
}

internal sealed record InCondition(string Field, IReadOnlyList<object> Values, bool Not) : Condition
{
    public override IEnumerable<string> Fields => [Field];
}

internal sealed record NullCondition(string Field, bool Not) : Condition
{
    public override IEnumerable<string> Fields => [Field];
}
