using System.Text.RegularExpressions;

namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>How tests, skips and assertions look in the common languages and frameworks. Anchored, so that a comment does not count as code.</summary>
internal static partial class CodeForms
{
    /// <summary>Starts a test or a case of one.</summary>
    [GeneratedRegex(@"^\s*(?:\[(?:Xunit\.)?(?:Fact|Theory|SkippableFact|SkippableTheory|InlineData|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod|DataRow|Property)\b|@(?:Test|ParameterizedTest|RepeatedTest)\b|(?:export\s+)?(?:it|test|specify)(?:\.(?:each|concurrent|failing|skip|only|todo|fails))?\s*[(`.]|(?:async\s+)?def\s+test_|func\s+(?:\([^)]*\)\s*)?(?:Test|Fuzz)[A-Z_]|#\[(?:tokio::)?test\b|(?:it|specify|scenario|example)\s+['""]|(?:public\s+)?function\s+test[A-Z_]|TEST(?:_F|_P)?\(|@test\s+""|fun\s+`)", RegexOptions.NonBacktracking)]
    public static partial Regex TestStart();

    /// <summary>Keeps a test, or all others, from running.</summary>
    [GeneratedRegex(@"^\s*[^/#*\s].*\b(?:Skip|SkipWhen|SkipUnless)\s*=\s*|^\s*\[(?:Ignore|Explicit)\b|^\s*\[(?:Fact|Theory)\(Skip\b|^\s*(?:Assert\.(?:Ignore|Inconclusive|Skip|SkipWhen|SkipUnless)|Skip\.(?:If|IfNot)|t\.(?:Skip|SkipNow|Skipf)|pytest\.(?:skip|xfail)|self\.skipTest|this\.skip|ctx\.skip|Assume\.|assume(?:True|False)|Assumptions\.)\b|^\s*@(?:Disabled|Ignore|pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip|skipIf|skipUnless|expectedFailure))\b|^\s*(?:it|test|describe|context|suite|specify)\.(?:skip|only|todo|failing|fixme|fails)\b|^\s*(?:xit|xtest|xdescribe|xcontext|fit|fdescribe|fcontext|pending)\s*[( ]|^\s*#\[ignore\b|^\s*#if\s+(?:false|FALSE|0|NEVER|DISABLED)\b|^\s*if\s*\(?\s*(?:false|False|0)\s*\)?\s*[:{]?\s*$|\{\s*skip:\s*(?:true|['""])|,\s*skip:\s*true", RegexOptions.NonBacktracking)]
    public static partial Regex Skip();

    /// <summary>Runs this test and leaves all others out.</summary>
    [GeneratedRegex(@"^\s*(?:(?:it|test|describe|context|suite|specify)\.only\b|(?:fit|fdescribe|fcontext)\s*\()", RegexOptions.NonBacktracking)]
    public static partial Regex Focus();

    [GeneratedRegex(@"^\s*(?:await\s+|return\s+)?(?:(?:Assert|ClassicAssert|CollectionAssert|StringAssert|FileAssert|Xunit\.Assert|assert|chai\.assert|should|require|s\.Require\(\)|suite\.Require\(\))\s*(?:\.[A-Za-z]+)+\s*(?:<[^(]*>)?\(|(?:t|s|is|suite)\.(?:is|isDeeply|equals?|same|deepEqual|deepEquals|strictEqual|notEqual|ok|notOk|true|false|truthy|falsy|like|match|throws|rejects|not|regex|snapshot|Equal\w*|NotEqual\w*|True|False|Nil|NotNil|NoError|Error\w*|Contains|NotContains|Len|Empty|NotEmpty|Greater\w*|Less\w*|ElementsMatch|Panics\w*|Eventually\w*|JSONEq|Zero|Regexp|Fail|FailNow|Fatal|Fatalf)\s*\(|(?:[\w.]+\.)?(?:check|verify|ensure|must|require|validate|compare|expect|should)[A-Z_]\w*\s*\(|expect\s*\(|expectTypeOf\s*\(|assert\b[\s(]|assert[A-Z]\w*\s*\(|self\.assert\w+\(|assert(?:_eq|_ne|_matches)?!\s*\(|EXPECT_\w+\(|ASSERT_\w+\(|verify\s*\(|\$this->assert\w+\()|\.(?:Should|ShouldBe|ShouldEqual|ShouldContain|ShouldThrow|MustHaveHappened|Verify|VerifyAll|Received)\w*\s*\(|\b(?:t\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\b|with pytest\.raises|assertThat)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Assertion();

    /// <summary>An unexpected error of the test's own doing is passed on; nothing about the product is asserted.</summary>
    [GeneratedRegex(@"\bt\.(?:Error|Fatal)\(\s*err\s*\)", RegexOptions.NonBacktracking)]
    private static partial Regex PassedOnError();

    /// <summary>A message to whoever reads the failure; its words expect nothing.</summary>
    [GeneratedRegex(@"\bt\.(?:Error|Fatal|Log|Skip)f?\(", RegexOptions.NonBacktracking)]
    private static partial Regex Message();

    public static bool IsAssertion(string line) => Assertion().IsMatch(line) && !PassedOnError().IsMatch(line);

    /// <summary>An assertion with the expected value in it.</summary>
    public static bool IsExpectation(string line) => Assertion().IsMatch(line) && !Message().IsMatch(line);

    /// <summary>An assertion that hardly anything can fail.</summary>
    [GeneratedRegex(@"\b(?:Assert|ClassicAssert)\.(?:NotNull|IsNotNull|NotEmpty|IsNotEmpty|IsAssignableFrom|IsType|IsInstanceOf\w*|IsInstanceOfType|Pass|DoesNotThrow\w*)\b|\.(?:NotBeNull|NotBeEmpty|NotBeNullOrEmpty|NotThrow\w*|BeOfType|BeAssignableTo)\s*[(<]|\.(?:toBeDefined|toBeTruthy|toBeInstanceOf)\s*\(|\.not\.(?:toThrow|toBeNull|toBeUndefined)\s*\(|\bassert(?:IsNotNone|NotNull|IsInstance|DoesNotThrow)\s*\(|^\s*assert\s+\w+\s+is\s+not\s+None\s*$|^\s*assert\s+\w+\s*$|\bassert\.(?:ok|isOk|exists|isDefined|NotNil|NotEmpty)\s*\(|\brequire\.(?:NotNil|NotEmpty)\s*\(", RegexOptions.NonBacktracking)]
    public static partial Regex WeakAssertion();

    /// <summary>An assertion that nothing can fail, and a fault that is swallowed.</summary>
    [GeneratedRegex(@"\b(?:Assert|ClassicAssert)\.(?:True|IsTrue|That)\(\s*true\b|\b(?:Assert\.(?:Equal|AreEqual)|assertEquals|assertEqual|assert_eq!|assert\.(?:equal|strictEqual|Equal))\s*\(\s*(?:[\w.]+,\s*)?(?<same>[01]|true|True)\s*,\s*(?:1|0|true|True)\s*\)|\bexpect\(\s*(?:true|1)\s*\)\.|^\s*assert\s+(?:True|1|1\s*==\s*1)\s*(?:$|#|,)|\bassert(?:True)?\(\s*[Tt]rue\s*\)|\bassert!\(\s*true\s*\)|^\s*(?:\}\s*)?catch\s*(?:\([^)]*\))?\s*\{\s*\}|^\s*except(?:\s+\w+)?\s*:\s*pass\b|^\s*rescue\s*(?:=>\s*\w+)?\s*;?\s*nil\b", RegexOptions.NonBacktracking)]
    public static partial Regex EmptyAssertion();
}
