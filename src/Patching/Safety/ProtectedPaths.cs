namespace BackgroundAgent.Patching.Safety;

/// <summary>What no patch may touch in any repository: whoever can change these can change what is checked, by whom, or what agents do.</summary>
internal static class ProtectedPaths
{
    public static IReadOnlyList<string> ContinuousIntegration { get; } =
    [
        ".github/workflows/**", ".github/actions/**", ".github/dependabot.yml", ".github/dependabot.yaml",
        ".gitea/workflows/**", ".forgejo/workflows/**", ".gitea/actions/**", ".forgejo/actions/**",
        ".gitlab-ci.yml", ".gitlab-ci.yaml", "**/.gitlab-ci.yml", "**/*.gitlab-ci.yml", ".gitlab/ci/**", ".gitlab/*.yml",
        "azure-pipelines*.yml", "azure-pipelines*.yaml", "**/azure-pipelines*.yml", "**/azure-pipelines*.yaml", ".azure-pipelines/**",
        ".azuredevops/**", ".azure/pipelines/**", ".pipelines/**", ".vsts-ci.yml", "eng/pipelines/**",
        "Jenkinsfile", "Jenkinsfile.*", "**/Jenkinsfile", "**/Jenkinsfile.*", "**/*.jenkinsfile", ".jenkins/**", "jenkins/**",
        ".circleci/**", ".travis.yml", ".travis/**", "appveyor.yml", ".appveyor.yml", "bitbucket-pipelines.yml", ".buildkite/**",
        ".drone.yml", ".drone.yaml", ".drone.jsonnet", ".drone.star", ".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/**",
        ".semaphore/**", ".cirrus.yml", ".cirrus.star", ".teamcity/**", "wercker.yml", "codeship-*.yml", "bamboo-specs/**",
        "cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json", "buildspec.yml", "buildspec.yaml", ".tekton/**", ".concourse/**",
        "codemagic.yaml", "bitrise.yml", ".harness/**", ".evergreen.yml", ".builds/**", ".build.yml", ".prow/**", ".prow.yaml", ".zuul.yaml", ".zuul.d/**",
        "screwdriver.yaml", "shippable.yml", "nevercode.yaml", ".ci/**",
    ];

    public static IReadOnlyList<string> Ownership { get; } = ["CODEOWNERS", "**/CODEOWNERS", ".bgagent.yml", ".bgagent.yaml", ".bgagent/**"];

    public static IReadOnlyList<string> AgentInstructions { get; } =
    [
        "**/AGENTS.md", "**/AGENT.md", "**/AGENTS.override.md", "**/CLAUDE.md", "**/CLAUDE.local.md", "**/GEMINI.md", "**/QWEN.md", "**/.cursorrules",
        "**/.windsurfrules", "**/.clinerules", "**/.clinerules/**", "**/.roorules*", "**/.goosehints", "**/.aider.conf.yml", "**/.rules",
        ".cursor/**", ".windsurf/**", ".claude/**", ".codex/**", ".gemini/**", ".junie/**", ".roo/**", ".continue/**", ".openhands/**",
        ".kiro/**", ".agents/**", ".amp/**", ".augment/**", ".trae/**", ".mcp.json", ".vscode/mcp.json",
        ".github/copilot-instructions.md", ".github/copilot/**", ".github/instructions/**", ".github/prompts/**", ".github/agents/**",
        ".github/chatmodes/**", ".github/copilot-setup-steps.yml",
    ];
}
