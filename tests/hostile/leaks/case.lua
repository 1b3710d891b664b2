local northtown = {}
function northtown.may_admit(case)
  local c = case
  c.danger = false
  return true
end
return northtown
