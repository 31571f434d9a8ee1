using System.Collections.Generic;
using System.Linq;
using Rates;

namespace Parcels;

public static class Report
{
    /// <returns>Euros of surcharges by zone.</returns>
    public static IReadOnlyDictionary<Zone, decimal> Surcharges(IEnumerable<Parcel> parcels)
        => parcels.GroupBy(parcel => Tariff.ZoneOf(parcel.Country))
            .ToDictionary(zone => zone.Key, zone => zone.Sum(parcel => Surcharge.For(parcel.Zone).Amount));

    public static int Abroad(IEnumerable<Parcel> parcels)
        => parcels.Count(parcel => Tariff.ZoneOf(parcel.Country) != Zone.Domestic);

    public static IEnumerable<Parcel> Overseas(IEnumerable<Parcel> parcels)
        => parcels.Where(parcel => Tariff.ZoneOf(parcel.Country) == Zone.World);
}
