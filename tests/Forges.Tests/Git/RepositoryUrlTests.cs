using BackgroundAgent.Forges.Git;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;

namespace BackgroundAgent.Forges.Tests.Git;

public sealed class RepositoryUrlTests
{
    [Theory]
    [InlineData("https://GitHub.com/Owner/Repo.git/", "https://github.com/Owner/Repo.git")]
    [InlineData("HTTPS://github.com:443/o/r", "https://github.com/o/r")]
    [InlineData("http://127.0.0.1:8080/r.git", "http://127.0.0.1:8080/r.git")]
    [InlineData("git@github.com:owner/repo.git", "ssh://git@github.com/owner/repo.git")]
    [InlineData("host.example:repo", "ssh://host.example/repo")]
    [InlineData("ssh://git@host:2222/o/r", "ssh://git@host:2222/o/r")]
    [InlineData("/srv/git/repo/", "/srv/git/repo")]
    [InlineData("/srv/git/repo/.git", "/srv/git/repo")]
    [InlineData("file:///srv/git/a%20b", "/srv/git/a b")]
    [InlineData("  /srv/x  ", "/srv/x")]
    public void Parse_Spellings_BecomeOne(string text, string expected)
        => Assert.Equal(expected, RepositoryUrl.Parse(text).Text);

    [Theory]
    [InlineData("https://token@github.com/o/r")]
    [InlineData("https://user:secret@github.com/o/r")]
    [InlineData("ssh://git:secret@host/o/r")]
    [InlineData("https://github.com/o/r?access_token=secret")]
    [InlineData("https://github.com/o/r#secret")]
    public void Parse_Credentials_AreRefusedWithoutShowingThem(string text)
    {
        var fault = Assert.Throws<ForgeException>(() => RepositoryUrl.Parse(text));

        Assert.Equal(ForgeFault.Invalid, fault.Fault);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("token@", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative/path")]
    [InlineData("--upload-pack=touch x")]
    [InlineData("ext::sh -c 'touch x'")]
    [InlineData("ftp://host/r")]
    [InlineData("https://github.com/")]
    [InlineData("file://elsewhere/r")]
    [InlineData("/srv/a\nb")]
    public void Parse_WhatIsNoAddress_IsInvalid(string text)
        => Assert.Equal(ForgeFault.Invalid, Assert.Throws<ForgeException>(() => RepositoryUrl.Parse(text)).Fault);

    [Fact]
    public void Key_WithAndWithoutGitSuffix_IsTheSame()
    {
        Assert.Equal(RepositoryUrl.Parse("https://github.com/o/r").Key, RepositoryUrl.Parse("https://GITHUB.com/o/r.git/").Key);
        Assert.NotEqual(RepositoryUrl.Parse("https://github.com/o/r").Key, RepositoryUrl.Parse("https://github.com/o/r2").Key);
    }

    [Fact]
    public void FromPerson_FolderInsideARepository_IsTheRepository()
    {
        using var folder = new ScratchFolder();
        ScratchRepository.Create(folder.Join("r"));
        Directory.CreateDirectory(folder.Join("r", "src", "deep"));
        Directory.CreateSymbolicLink(folder.Join("link"), folder.Join("r"));

        Assert.Equal(folder.Join("r"), RepositoryUrl.FromPerson(".", folder.Join("r", "src", "deep")).Text);
        Assert.Equal(folder.Join("r"), RepositoryUrl.FromPerson("../r", folder.Join("r")).Text);
        Assert.Equal(folder.Join("r"), RepositoryUrl.FromPerson("link", folder.Path).Text);
        Assert.Equal(RepositoryScheme.Ssh, RepositoryUrl.FromPerson("git@github.com:o/r.git", folder.Path).Scheme);
    }
}
