using Rates;

namespace Parcels;

/// <param name="Weight">In kilograms.</param>
/// <param name="Country">Two letters.</param>
public sealed record Parcel(decimal Weight, string Country)
{
    public Zone Zone => Tariff.ZoneOf(Country);

    public bool LeavesEurope => Zone == Zone.World;
}
