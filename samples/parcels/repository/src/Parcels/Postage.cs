using Rates;

namespace Parcels;

public static class Postage
{
    /// <returns>Euros.</returns>
    public static decimal Of(Parcel parcel)
    {
        var basic = Tariff.Price(parcel.Weight);
        return basic + Surcharge.For(Tariff.ZoneOf(parcel.Country)).Amount;
    }

    /// <summary>Two for the price of the heavier one and half of the other.</summary>
    public static decimal OfPair(Parcel one, Parcel other)
    {
        var first = Tariff.Price(one.Weight);
        var second = Tariff.Price(other.Weight);
        return decimal.Max(first, second) + (decimal.Min(first, second) / 2);
    }

    public static bool IsFlat(Parcel parcel)
        => Surcharge.For(parcel.Zone) == Surcharge.None;
}
