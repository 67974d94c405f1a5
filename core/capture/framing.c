/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/framing.h"

#include <stdarg.h>
#include <stdio.h>

enum step_result
step_damaged(struct step *step, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(step->why, sizeof step->why, format, args);
    va_end(args);
    return STEP_DAMAGED;
}
