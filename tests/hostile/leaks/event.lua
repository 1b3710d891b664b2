local northtown = {}
function northtown.may_admit(case)
  local e = event
  e.owned = true
  return true
end
return northtown
