namespace Parcels.Tests;

internal static class LabelTests
{
    private static readonly Parcel[] Parcels = [new(1, "DE"), new(2, "FR"), new(3, "NZ")];

    public static void Europe_ShowsSurcharge() => Tap.Equal("FR +4.00", Label.Of(new Parcel(1, "FR")));

    public static void Overseas_NeedsCustoms() => Tap.Equal("none CN23", $"{Label.Customs(Parcels[1])} {Label.Customs(Parcels[2])}");

    public static void Report_CountsByZone() => Tap.Equal("2 13", $"{Report.Abroad(Parcels)} {Report.Surcharges(Parcels).Values.Sum()}");
}
