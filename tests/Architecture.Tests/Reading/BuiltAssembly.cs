using Mono.Cecil;

namespace BackgroundAgent.Architecture.Tests.Reading;

/// <summary>One built project and what its code touches.</summary>
internal sealed class BuiltAssembly
{
    private BuiltAssembly(string project, ModuleDefinition module)
    {
        Project = project;
        Module = module;
    }

    /// <summary>Short name, as the folder: <c>Workflows</c>.</summary>
    public string Project { get; }

    public ModuleDefinition Module { get; }

    public static IReadOnlyList<BuiltAssembly> All { get; } = [.. Load()];

    /// <summary>Every use of a type or member of somebody else, with the outermost type of ours that holds it.</summary>
    public IEnumerable<Use> Uses()
    {
        foreach (var type in Module.GetTypes())
        {
            var owner = Outermost(type);
            foreach (var use in UsesOf(type))
            {
                yield return use with { Owner = owner };
            }
        }
    }

    private static IEnumerable<Use> UsesOf(TypeDefinition type)
    {
        IEnumerable<TypeReference?> shape =
        [
            type.BaseType,
            .. type.Interfaces.Select(item => item.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
        ];
        foreach (var method in type.Methods)
        {
            shape = [.. shape, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];
            if (!method.HasBody)
            {
                continue;
            }

            shape = [.. shape, .. method.Body.Variables.Select(variable => variable.VariableType)];
            shape = [.. shape, .. method.Body.ExceptionHandlers.Select(handler => handler.CatchType)];
            foreach (var instruction in method.Body.Instructions)
            {
                if (instruction.Operand is MemberReference member)
                {
                    yield return new Use(member.DeclaringType?.FullName ?? member.FullName, member.Name);
                }
            }
        }

        foreach (var reference in shape.OfType<TypeReference>().SelectMany(Parts))
        {
            yield return new Use(reference.FullName, null);
        }
    }

    /// <summary>A generic or array type touches its arguments too.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type)
    {
        yield return type.GetElementType();
        if (type is GenericInstanceType generic)
        {
            foreach (var part in generic.GenericArguments.SelectMany(Parts))
            {
                yield return part;
            }
        }
    }

    private static string Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.FullName;
    }

    private static IEnumerable<BuiltAssembly> Load()
    {
        foreach (var project in ProjectFile.All.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal)))
        {
            var file = Path.Combine(AppContext.BaseDirectory, project.AssemblyName + ".dll");
            yield return new BuiltAssembly(project.Name, ModuleDefinition.ReadModule(file));
        }
    }
}

/// <param name="Type">Full name of the type touched.</param>
/// <param name="Member">Name of the member touched; null when only the type is named.</param>
internal sealed record Use(string Type, string? Member)
{
    public string Owner { get; init; } = "";
}
