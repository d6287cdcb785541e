import type { Blueprint } from "./blueprint.ts";

export const iot: Blueprint = {
  name: "iot",
  aliases: ["telemetry", "sensors", "timeseries", "monitoring"],
  doc: "devices at locations, their readings in monthly partitions, rules and alarms",
  entities: [
    "Organization",
    "User",
    "Location",
    "Device",
    "Reading",
    "AlarmRule(metric: string(60), comparison: string(5), threshold: double, active: boolean = true, device: one Device as alarmRules on delete cascade)",
    "Alarm(value: double, raisedAt: datetime = now(), acknowledgedAt: datetime?, rule: one AlarmRule as alarms on delete cascade, acknowledgedBy: one? User as acknowledgedAlarms on delete set null)",
  ],
  extras: {
    Location: {
      set: { tree: "materialized-path" },
      why: { tree: "Site, building, floor: all places below one are found by the beginning of their path" },
    },
    Reading: {
      set: {
        id: "none",
        keys: { primary: ["device", "metric", "measuredAt"], readings_device_metric_measured_key: null },
        partition: { range: "measuredAt", every: "month", retain: "24 months" },
        appendOnly: true,
        relations: { device: "one Device as readings on delete restrict" },
      },
      why: {
        id: "What was measured where and when is the key; a number of its own would only cost space",
        primary:
          "A device reports a metric once an instant; the key of a partitioned table holds the partition's field",
        partition: "Old months are dropped as whole tables instead of deleted row by row",
        appendOnly: "A measured value is a fact",
        device: "A device whose values are kept is retired, not removed",
      },
    },
    AlarmRule: {
      set: {
        doc: "When a value is to raise an alarm.",
        checks: { alarm_rules_comparison: "comparison in ('above', 'below')" },
        keys: { alarm_rules_device_metric_comparison_key: ["device", "metric", "comparison"] },
      },
      why: { alarm_rules_device_metric_comparison_key: "One limit upwards and one downwards for a metric" },
    },
    Alarm: {
      set: {
        doc: "That a value broke a rule.",
        indexes: { idx_alarms_open: { fields: ["raisedAt"], where: "acknowledgedAt is null" } },
        checks: { alarms_acknowledged_after_raised: "acknowledgedAt >= raisedAt" },
      },
      why: { idx_alarms_open: "What nobody has looked at yet" },
    },
  },
};
