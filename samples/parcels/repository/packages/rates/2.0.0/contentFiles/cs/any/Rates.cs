namespace Rates
{
    public enum Zone
    {
        Domestic,
        Europe,
        Worldwide,
    }

    /// <summary>Prices in euros for weights in grams; in version 1 they were kilograms.</summary>
    public static class Tariff
    {
        public static decimal Quote(decimal grams)
        {
            return grams <= 1000 ? 2.50m : 2.50m + ((grams - 1000) * 0.0008m);
        }
    }

    public static class Zones
    {
        public static Zone Find(string country)
        {
            return country == "DE" ? Zone.Domestic : country is "FR" or "NL" or "PL" ? Zone.Europe : Zone.Worldwide;
        }
    }

    public sealed class Surcharge
    {
        public Surcharge(string label, decimal value)
        {
            Label = label;
            Value = value;
        }

        public static Surcharge Zero { get; } = new Surcharge("none", 0);

        public string Label { get; }

        public decimal Value { get; }

        public static Surcharge For(Zone zone)
        {
            return zone == Zone.Domestic ? Zero : new Surcharge(zone.ToString(), zone == Zone.Europe ? 4 : 9);
        }
    }
}
