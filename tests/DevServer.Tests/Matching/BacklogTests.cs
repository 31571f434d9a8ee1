using BackgroundAgent.DevServer.Matching;
using Temporalio.Api.Common.V1;

namespace BackgroundAgent.DevServer.Tests.Matching;

/// <summary>The order in which waiting tasks are taken.</summary>
public sealed class BacklogTests
{
    private static NamedTask Make(string name, string key = "", float weight = 0, int priority = 0) =>
        new(name) { Priority = new Priority { FairnessKey = key, FairnessWeight = weight, PriorityKey = priority } };

    private static string Order(Backlog backlog) => string.Join(' ', backlog.TakeAll().Cast<NamedTask>().Select(t => t.Name));

    private static Backlog Fill(bool fair, params NamedTask[] tasks)
    {
        var backlog = new Backlog(fair ? t => t.FairnessWeight : null);
        foreach (var task in tasks)
        {
            backlog.Add(task, first: false);
        }

        return backlog;
    }

    [Fact]
    public void Take_NotFair_IsTheOrderOfArrival() => Assert.Equal("a1 a2 b1", Order(Fill(false, Make("a1", "a"), Make("a2", "a"), Make("b1", "b"))));

    [Fact]
    public void Take_Fair_KeysTakeTurns() => Assert.Equal("a1 b1 a2 a3", Order(Fill(true, Make("a1", "a"), Make("a2", "a"), Make("a3", "a"), Make("b1", "b"))));

    [Fact]
    public void Take_Fair_WithoutKeys_IsTheOrderOfArrival() => Assert.Equal("1 2 3", Order(Fill(true, Make("1"), Make("2"), Make("3"))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Take_Priority_GoesFirst(bool fair) =>
        Assert.Equal("urgent set unset late", Order(Fill(fair, Make("late", priority: 9), Make("set", "x", priority: 3), Make("unset"), Make("urgent", priority: 1))));

    [Fact]
    public void Add_First_IsTakenNext()
    {
        var backlog = Fill(true, Make("a1", "a"), Make("a2", "a"), Make("b1", "b"));
        var taken = backlog.Take()!;
        backlog.Add(taken, first: true);
        Assert.Equal(3, backlog.Count);
        Assert.Equal("a1 b1 a2", Order(backlog));
    }

    [Fact]
    public void Add_AKeyThatWasAway_HasNoCredit()
    {
        var backlog = Fill(true, [.. Enumerable.Range(1, 5).Select(i => Make($"a{i}", "a"))]);
        for (var i = 0; i < 4; i++)
        {
            backlog.Take();
        }

        backlog.Add(Make("b1", "b"), first: false);
        backlog.Add(Make("b2", "b"), first: false);
        backlog.Add(Make("a6", "a"), first: false);
        Assert.Equal("b1 a5 b2 a6", Order(backlog));
    }

    private sealed record NamedTask(string Name) : MatchTask(DateTimeOffset.UnixEpoch);
}
