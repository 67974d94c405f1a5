/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of a run as they stand, as text for Prometheus. */
#ifndef METRICS_H
#define METRICS_H

#include "base/textbuf.h"
#include "run/supervisor.h"

void metrics_text(struct supervisor *, struct textbuf *to);

#endif
