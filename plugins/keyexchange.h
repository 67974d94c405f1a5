/* SPDX-License-Identifier: Apache-2.0 */
/* Where IKE is to be found that shares a port with ESP: behind four zeros, RFC 3948 section 2.2. */
#ifndef KEYEXCHANGE_H
#define KEYEXCHANGE_H

#include <netcap/plugin.h>

#define KEY_EXCHANGE NC_SPACE('I', 'K', 'E', 'M')

#endif
