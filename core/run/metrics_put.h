/* SPDX-License-Identifier: Apache-2.0 */
/* Prometheus's text format, version 0.0.4: a family of samples with what it means, then each of
 * them.  https://prometheus.io/docs/instrumenting/exposition_formats/ */
#ifndef METRICS_PUT_H
#define METRICS_PUT_H

#include "base/textbuf.h"

/* Begins a family: "netcap_NAME", of counters, whose name ends with _total, or of gauges. */
void metrics_counters(struct textbuf *, const char *name, const char *help);
void metrics_gauges(struct textbuf *, const char *name, const char *help);

/* A sample of that name, with as many labels as have a name. */
struct metric_label {
    const char *name, *value;
};
struct metric_labels {
    struct metric_label of[3];
};
void metric(struct textbuf *, const char *name, struct metric_labels, uint64_t value);
void metric_seconds(struct textbuf *, const char *name, double value);

#define LABEL(name, value) { { name, value } }
#define LABELS(...) ((struct metric_labels){ { __VA_ARGS__ } })

#endif
