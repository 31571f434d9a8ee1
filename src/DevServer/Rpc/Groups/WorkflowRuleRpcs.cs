using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using Temporalio.Api.Rules.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Workflow rules, where a server is told to have them.</summary>
internal sealed class WorkflowRuleRpcs(HistoryEngine engine, DynamicSettings settings) : IRpcGroup
{
    private const int MostRules = 10;
    private const string Note = "a rule is looked at when an activity starts, also for its later attempts";

    private readonly bool _isOn = settings.Flag("frontend.workflowRulesAPIsEnabled", false);

    public void Register(RpcTable table)
    {
        table.Workflow(CreateWorkflowRuleRequest.Parser, CreateAsync, Note);
        table.Workflow(DescribeWorkflowRuleRequest.Parser, Describe);
        table.Workflow(DeleteWorkflowRuleRequest.Parser, DeleteAsync);
        table.Workflow(ListWorkflowRulesRequest.Parser, List);
    }

    private async Task<CreateWorkflowRuleResponse> CreateAsync(CreateWorkflowRuleRequest request, RpcCall call)
    {
        Require("CreateWorkflowRule", request.Namespace);
        if (request.Spec is not { } spec)
        {
            throw RpcErrors.InvalidArgument("Rule Specification is not set.");
        }

        RequireId(spec.Id);
        if (spec.Id.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument("Workflow Rule Id length exceeds limit.");
        }

        var rule = new WorkflowRule
        {
            Spec = spec,
            CreateTime = engine.Clock.GetUtcNow().ToProto(),
            CreatedByIdentity = request.Identity,
            Description = request.Description,
        };
        await engine.Rules.AddAsync(request.Namespace, rule, settings.Number("frontend.maxWorkflowRulesPerNamespace", MostRules));
        return new CreateWorkflowRuleResponse { Rule = rule };
    }

    private Task<DescribeWorkflowRuleResponse> Describe(DescribeWorkflowRuleRequest request, RpcCall call)
    {
        Require("DescribeWorkflowRule", request.Namespace);
        RequireId(request.RuleId);
        return Task.FromResult(new DescribeWorkflowRuleResponse { Rule = Find(request.Namespace, request.RuleId) });
    }

    private async Task<DeleteWorkflowRuleResponse> DeleteAsync(DeleteWorkflowRuleRequest request, RpcCall call)
    {
        Require("DeleteWorkflowRule", request.Namespace);
        RequireId(request.RuleId);
        Find(request.Namespace, request.RuleId);
        await engine.Rules.DeleteAsync(request.Namespace, request.RuleId);
        return new DeleteWorkflowRuleResponse();
    }

    private Task<ListWorkflowRulesResponse> List(ListWorkflowRulesRequest request, RpcCall call)
    {
        Require("ListWorkflowRules", request.Namespace);
        return Task.FromResult(new ListWorkflowRulesResponse { Rules = { engine.Rules.All(request.Namespace) } });
    }

    private WorkflowRule Find(string @namespace, string id) =>
        engine.Rules.Find(@namespace, id) ?? throw RpcErrors.InvalidArgument("Workflow Rule with this ID not Found.");

    private void Require(string method, string @namespace)
    {
        engine.Namespaces.Require(@namespace);
        if (!_isOn)
        {
            throw RpcErrors.Unimplemented($"method {method} not supported");
        }
    }

    private static void RequireId(string id)
    {
        if (id.Length == 0)
        {
            throw RpcErrors.InvalidArgument("Workflow Rule ID is not set.");
        }
    }
}
