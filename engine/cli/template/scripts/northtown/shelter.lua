-- Northtown's own rules; what is not answered here, standard.lua answers.
local northtown = {}

-- In danger there is always one more bed.
function northtown.may_admit(case)
  if case.danger then return true end
  return standard.may_admit()
end

return northtown
