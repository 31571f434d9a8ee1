using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Ruby;

/// <summary>Errors that end a Ruby program, its syntax errors, Rake's "aborted", and what Bundler cannot resolve or install.</summary>
internal sealed class RubyTool : IToolParser
{
    public const string Name = "ruby";

    private static readonly LinePattern Raised = new("{file}:{line}:in {any}: {msg} ({code})");
    private static readonly LinePattern Syntax = new("{file}:{line}: {msg}");

    private Draft? _draft;
    private bool _aborted;

    public static Tool Definition { get; } = new(
        Name,
        [":in `", ":in '", ": syntax error", "rake aborted!", "^could not find gem ", "^could not find ", "^bundler could not find", "^bundler can't satisfy", "^an error occurred while installing ", "^gem::", "^your ruby version is "],
        () => new RubyTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (_aborted)
        {
            return AfterAbort(line, sink);
        }

        if (_draft is not null)
        {
            return InTrace(line, sink);
        }

        if (body.EndsWith("rake aborted!"u8))
        {
            _aborted = true;
            return LineUse.TakeAndWait;
        }

        if (IsBundler(body))
        {
            sink.Add(new Draft { Tool = "bundler", Category = FindingCategory.Dependency, Message = body.Decode(), LogLine = line.Number });
            return LineUse.Take;
        }

        if (body.Has(": syntax error"u8) && Syntax.TryMatch(body, out var match) && match.File.EndsWith(".rb"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match));
            return LineUse.Take;
        }

        return Raised.TryMatch(body, out match) && IsClass(match.Code) && !body.StartsWith("from "u8) ? Begin(line, match) : LineUse.Pass;
    }

    public void Complete(IFindingSink sink) => Flush(sink);

    private LineUse Begin(in LogLine line, in PatternMatch match)
    {
        _draft = new Draft { Tool = Name, Category = FindingCategory.Generic, LogLine = line.Number, Message = match.Message.Decode(), Code = match.Code.Decode(200) };
        if (match.Code.StartsWith("Bundler::"u8))
        {
            _draft.Category = FindingCategory.Dependency;
        }
        else
        {
            _draft.Category = match.Code.EndsWith("LoadError"u8) || match.Code.EndsWith("SyntaxError"u8) ? FindingCategory.Compile : FindingCategory.Generic;
            TakePlace(line.Body);
        }

        return LineUse.TakeAndWait;
    }

    private LineUse InTrace(in LogLine line, IFindingSink sink)
    {
        if (line.Indent > 0 && line.Body.TryAfter("from "u8, out var frame))
        {
            if (_draft!.Category != FindingCategory.Dependency)
            {
                TakePlace(frame);
            }

            return LineUse.TakeAndWait;
        }

        if (_draft!.Tool == "rake" && _draft.File is null && StackPlace.OfFrame(line.Body, out _) is not null)
        {
            TakePlace(line.Body);
            return LineUse.TakeAndWait;
        }

        // The source line with its marker and other hints may stand between the error and its stack.
        if (line.Number - _draft.LogLine < 8 && (line.IsBlank || line.Indent > 0 || _draft.Category == FindingCategory.Dependency))
        {
            return LineUse.TakeAndWait;
        }

        Flush(sink);
        return LineUse.Pass;
    }

    private LineUse AfterAbort(in LogLine line, IFindingSink sink)
    {
        _aborted = false;
        if (line.IsBlank)
        {
            return LineUse.Pass;
        }

        // "Command failed with status (1): [ruby …]" follows from what the command printed.
        var follows = line.Body.StartsWith("Command failed with status"u8);
        _draft = new Draft { Tool = "rake", Category = FindingCategory.Generic, Message = line.Body.Decode(), LogLine = line.Number, Role = follows ? Role.Summary : Role.Failure };
        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        return LineUse.TakeAndWait;
    }

    private void TakePlace(ReadOnlySpan<byte> frame)
    {
        if (_draft!.File is null && StackPlace.OfFrame(frame, out var own) is { } place && own && !place.File.StartsWith('<'))
        {
            (_draft.File, _draft.Line) = (place.File, place.Line);
        }
    }

    private void Flush(IFindingSink sink)
    {
        if (_draft is not null)
        {
            sink.Add(_draft);
            _draft = null;
        }
    }

    private static bool IsClass(ReadOnlySpan<byte> text)
        => text.Length is > 2 and < 100 && text[0] is >= (byte)'A' and <= (byte)'Z' && text.IndexOfAny(" ()/"u8) < 0;

    private static bool IsBundler(ReadOnlySpan<byte> body)
        => body.StartsWith("Could not find gem '"u8) || (body.StartsWith("Could not find "u8) && (body.Has(" in any of the sources"u8) || body.Has(" in locally installed gems"u8)))
            || body.StartsWith("Bundler could not find compatible versions"u8) || body.StartsWith("Bundler can't satisfy"u8) || body.StartsWith("Gem::Ext::BuildError"u8)
            || (body.StartsWith("An error occurred while installing "u8) && body.Has("Bundler cannot continue"u8)) || (body.StartsWith("Your Ruby version is "u8) && body.Has("Gemfile specified"u8));
}
