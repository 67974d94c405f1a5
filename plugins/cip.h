/* SPDX-License-Identifier: Apache-2.0 */
/* How what carries messages of CIP hands them on. */
#ifndef CIP_H
#define CIP_H

#include <netcap/plugin.h>

#define CIP_SPACE NC_SPACE('C', 'I', 'P', 'M')
#define CIP_MESSAGE 0

#endif
