/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_STATUS_H
#define SPR_BASE_STATUS_H

/* Outcome of a function that can fail: SPR_OK or a negative code from this one list. What went wrong in
 * the user's input is never a status: it is a diagnostic (diag.h) or a reason (chart/step.h). */
#define SPR_STATUS_MAP(X)                                                                                    \
  X(OK, 0, "done")                                                                                           \
  X(ENOMEM, -1, "out of memory")                                                                             \
  X(ELIMIT, -2, "a limit was reached")                                                                       \
  X(EINVAL, -3, "invalid input")                                                                             \
  X(ENOTFOUND, -4, "not found")                                                                              \
  X(EREFUSED, -5, "refused")                                                                                 \
  X(EIO, -6, "input or output failed")                                                                       \
  X(EBUG, -7, "internal error")                                                                              \
  X(EFULL, -8, "the disk is full")                                                                           \
  X(EBUSY, -9, "another process is writing")                                                                 \
  X(EUNKNOWN, -10, "the outcome is unknown")                                                                 \
  X(ECORRUPT, -11, "the data is damaged")

typedef enum spr_status {
#define X(name, value, text) SPR_##name = value,
  SPR_STATUS_MAP(X)
#undef X
} spr_status;

/* The text of a status; never NULL. */
const char *spr_status_text(spr_status s);

#endif
