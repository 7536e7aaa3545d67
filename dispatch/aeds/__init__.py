"""The register of AEDs: where they hang, when one gets to them, who keeps them, and whether they may be counted on."""
