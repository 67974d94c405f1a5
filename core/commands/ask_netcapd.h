/* SPDX-License-Identifier: Apache-2.0 */
/* What plugins say, who are never loaded here: netcapd is asked. */
#ifndef ASK_NETCAPD_H
#define ASK_NETCAPD_H

#include "base/say.h"

/* The program: the one beside this one, or else the one that the shell would find; allocated. */
char *netcapd_path(void);

/* Runs it, its own name being the first of the arguments, with one of its standard streams going
 * elsewhere; its status, or -1 with errno set when it could not be run. */
int netcapd_run(char *const *arguments, int stream, int to);

/* Makes standard input what a file of the type begins with; plugins is the folder they are looked
 * for in, NULL: netcapd's.  It is netcapd that says what is wrong. */
enum status ask_netcapd(const char *type, const char *plugins);

#endif
