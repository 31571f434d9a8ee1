#!/bin/sh
# What CI runs: build, then tests.
set -e
dotnet build tests/Parcels.Tests --nologo --verbosity quiet
dotnet tests/Parcels.Tests/bin/Debug/net10.0/Parcels.Tests.dll
