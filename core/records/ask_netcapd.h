/* SPDX-License-Identifier: Apache-2.0 */
/* What plugins say, who are never loaded here: netcapd is asked. */
#ifndef ASK_NETCAPD_H
#define ASK_NETCAPD_H

#include "base/say.h"

/* Makes standard input what a file of the type begins with; plugins is the folder they are looked
 * for in, NULL: netcapd's.  It is netcapd that says what is wrong. */
enum status ask_netcapd(const char *type, const char *plugins);

#endif
