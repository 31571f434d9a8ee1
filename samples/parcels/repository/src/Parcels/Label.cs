using System.Globalization;
using Rates;

namespace Parcels;

public static class Label
{
    public static string Of(Parcel parcel)
    {
        var surcharge = Surcharge.For(parcel.Zone);
        return surcharge == Surcharge.None
            ? parcel.Country
            : string.Create(CultureInfo.InvariantCulture, $"{parcel.Country} +{surcharge.Amount:0.00}");
    }

    public static string Customs(Parcel parcel)
        => parcel.Zone == Zone.World ? "CN23" : "none";
}
