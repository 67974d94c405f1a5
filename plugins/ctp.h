/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration testing, Ethernet version 2.0 chapter 8: numbers have their low byte first. */
#ifndef CTP_H
#define CTP_H

#include <netcap/plugin.h>

enum ctp_function { CTP_REPLY = 1, CTP_FORWARD = 2 };

/* The functions that are a record or a carrier of their own. */
#define CTP_SPACE NC_SPACE('C', 'T', 'P', 'F')

#endif
