-- SPDX-License-Identifier: Apache-2.0
-- Wieluń's own answers (invented, to show how); what is not here, standard.lua answers.
local wielun = {}

-- A child is at risk also when the people of the home have raised an alarm, violence or not.
function wielun.child_risk(case)
  if #case.children == 0 then return false end
  for _, seen in ipairs(case.observations) do
    if seen.level == "alarm" then return true end
  end
  return standard.child_risk()
end

return wielun
