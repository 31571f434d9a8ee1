global using Temporalio.Api.Enums.V1;
global using Temporalio.Api.WorkflowService.V1;
global using Code = Temporalio.Exceptions.RpcException.StatusCode;
global using Execution = Temporalio.Api.Common.V1.WorkflowExecution;
