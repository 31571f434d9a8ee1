namespace BackgroundAgent.Activities.Notifiers;

/// <summary>One configured notifier. Secrets are read from the environment or a file when they are used, never from here.</summary>
public sealed class NotifierSettings
{
    /// <summary>Unique; policies choose notifiers by it.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>console</c>, <c>file</c>, <c>webhook</c>, <c>email</c> or <c>slack</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary><c>file</c>: absolute path of a file that gets one line of JSON per notification.</summary>
    public string? Path { get; set; }

    /// <summary><c>webhook</c>: where to post. <c>slack</c>: only if the address itself is no secret, else <see cref="SecretFrom"/>.</summary>
    public string? Url { get; set; }

    /// <summary>
    /// Where the secret is: <c>env:NAME</c> or <c>file:/path</c>. <c>webhook</c>: the signing key. <c>email</c>: the password.
    /// <c>slack</c>: the whole address.
    /// </summary>
    public string? SecretFrom { get; set; }

    /// <summary><c>email</c>: SMTP host.</summary>
    public string? Host { get; set; }

    /// <summary><c>email</c>: SMTP port. Default 587; 1 to 65,535.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>email</c>: whether the connection may stay plain where the server offers no TLS. Default: no.</summary>
    public bool AllowPlainText { get; set; }

    /// <summary><c>email</c>: user name; null: no authentication.</summary>
    public string? User { get; set; }

    /// <summary><c>email</c>: sender.</summary>
    public string? From { get; set; }

    /// <summary><c>email</c>: receivers.</summary>
    public IList<string> To { get; } = [];
}
