namespace Parcels.Tests;

internal static class PostageTests
{
    public static void LightParcel_BasicPrice() => Tap.Equal(2.50m, Postage.Of(new Parcel(0.5m, "DE")));

    public static void HeavyParcel_PaysByWeight() => Tap.Equal(9.70m, Postage.Of(new Parcel(10, "DE")));

    public static void HeavyPair_HalfOfTheLighter() => Tap.Equal(12.55m, Postage.OfPair(new Parcel(10, "DE"), new Parcel(5, "DE")));

    public static void Europe_Surcharge() => Tap.Equal(6.50m, Postage.Of(new Parcel(1, "FR")));

    public static void HeavyOverseas_PaysBoth() => Tap.Equal(18.70m, Postage.Of(new Parcel(10, "NZ")));
}
