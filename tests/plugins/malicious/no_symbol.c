/* SPDX-License-Identifier: Apache-2.0 */
/* Exports nothing.
 *
 * costs:   the run
 * says:    hostile\.so: has no symbol hostile_LTX_netcap_plugin
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

extern const char nothing[];
const char nothing[] = "nothing";
