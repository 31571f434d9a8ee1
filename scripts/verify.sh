#!/usr/bin/env bash
# The checks beside the tests, in one command: format, a build whose warnings are errors, the architecture tests.
# `scripts/verify.sh --fix` rewrites what the format check would refuse.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

solution=BackgroundAgent.sln
say() { printf '\n== %s\n' "$1"; }

if [[ "${1:-}" == --fix ]]; then
  dotnet format "$solution"
  exit 0
fi

say "build, warnings are errors"
dotnet build "$solution" -nologo -v quiet

say "format"
# Style and analyzers already ran inside the build (EnforceCodeStyleInBuild); what is left is whitespace.
dotnet format whitespace "$solution" --no-restore --verify-no-changes

say "architecture"
dotnet test --project tests/Architecture.Tests --no-build

say "verified"
