-- SPDX-License-Identifier: Apache-2.0
-- Rooms on the ground floor only.
local meadow = {}

function meadow.may_settle(_, event)
  if string.find(event.data.room, "^G") then return standard.may_settle() end
  return false, "no room on the ground floor"
end

return meadow
