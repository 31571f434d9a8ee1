using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Notifiers;

/// <summary>Which notifier has sent which key: one small file each, so that it outlives the process.</summary>
internal sealed class SentRecords(IOptions<ActivitiesOptions> options)
{
    private string Folder => Path.Combine(options.Value.DataDirectory, "notifications");

    public bool Has(string key, string notifier) => File.Exists(FileOf(key, notifier));

    public async Task AddAsync(string key, string notifier, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(FileOf(key, notifier), $"{notifier} {key}\n", cancellationToken);
    }

    private string FileOf(string key, string notifier)
        => Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{notifier}\n{key}")).AsSpan(0, 16)));
}
