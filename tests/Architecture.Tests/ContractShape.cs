using System.Text;
using Mono.Cecil;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>Public members, one a line, sorted: <c>Type property Name : Type</c>.</summary>
internal static class ContractShape
{
    public static string Write(ModuleDefinition module)
    {
        var text = new StringBuilder();
        var lines = module.GetTypes().Where(type => type.IsPublic || type.IsNestedPublic).SelectMany(Lines);
        foreach (var line in lines.Distinct().Order(StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Lines(TypeDefinition type)
    {
        var name = Short(type.FullName);
        if (type.IsEnum)
        {
            return type.Fields.Where(field => field.IsStatic).Select(field => $"{name} member {field.Name}");
        }

        var constants = type.Fields.Where(field => field.IsPublic && field.HasConstant).Select(field => $"{name} const {field.Name} = {field.Constant}");
        var properties = type.Properties
            .Where(property => property.GetMethod is { IsPublic: true } && property.Name != "EqualityContract")
            .Select(property => $"{name} {Modifier(property)}property {property.Name} : {Short(property.PropertyType.FullName)}");
        var methods = type.IsInterface ? type.Methods.Where(method => !method.IsSpecialName).Select(method => $"{name} method {Signature(method)}") : [];
        return constants.Concat(properties).Concat(methods);
    }

    private static string Modifier(PropertyDefinition property)
        => property.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute") ? "required " : "";

    /// <summary>Signals, updates and queries are routed by the name in their attribute, so it is part of the shape.</summary>
    private static string Signature(MethodDefinition method)
    {
        var parameters = string.Join(", ", method.Parameters.Select(parameter => Short(parameter.ParameterType.FullName)));
        var routes = method.CustomAttributes
            .Where(attribute => attribute.AttributeType.Namespace.StartsWith("Temporalio.", StringComparison.Ordinal))
            .Select(attribute => $" [{attribute.AttributeType.Name.Replace("Attribute", "", StringComparison.Ordinal)} {Route(attribute)}]");
        return $"{method.Name}({parameters}) : {Short(method.ReturnType.FullName)}{string.Concat(routes)}";
    }

    private static string Route(CustomAttribute attribute)
        => attribute.ConstructorArguments is [{ Value: string name }] ? name : "by name";

    private static string Short(string name)
        => name.Replace("BackgroundAgent.Contracts.", "", StringComparison.Ordinal).Replace("System.Collections.Generic.", "", StringComparison.Ordinal);
}
