/* SPDX-License-Identifier: Apache-2.0 */
/* An interface opened through libpcap. */
#ifndef LIVE_SETUP_H
#define LIVE_SETUP_H

#include "capture/capture.h"

#include <pcap/pcap.h>

/* Ready to be read from without waiting, the filter set; or NULL with *status set, and what is
 * wrong is said.  *fine_time: its times count nanoseconds. */
pcap_t *live_setup(const struct capture_options *, const char *interface, bool *fine_time,
                   int *status);

#endif
